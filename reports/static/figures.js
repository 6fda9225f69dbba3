// Draws one figure. The viewBox lets print styles scale the drawing to the page width.
function tekenFiguur(id, data, layout, config) {
  Plotly.newPlot(id, data, layout, config).then(function (figuur) {
    function passend() {
      figuur.querySelectorAll(".main-svg").forEach(function (svg) {
        svg.setAttribute("viewBox", "0 0 " + svg.getAttribute("width") + " " + svg.getAttribute("height"));
      });
    }
    figuur.on("plotly_afterplot", passend);
    passend();
  });
}
