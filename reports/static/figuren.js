'use strict';
// Draws the figures of a page. Texts and numbers come as data; here stands only how the page answers.
(() => {
  const source = document.getElementById('figuur-gegevens');
  const { config, figures } = JSON.parse(source.textContent);
  // Dots between the margins of A4.
  const paper = { width: 690, height: 880 };
  // On a narrow screen the words along an axis would leave no room for the figure.
  const narrow = { width: 480, fontSize: 12 };

  // With a viewBox the drawing can be scaled, on paper for instance.
  const makeScalable = (place) => {
    for (const drawing of place.querySelectorAll('.main-svg')) {
      drawing.setAttribute('viewBox', `0 0 ${drawing.getAttribute('width')} ${drawing.getAttribute('height')}`);
    }
  };

  // Every axis back to the range in which it was drawn first.
  const showAll = (place, layout) => {
    const ranges = {};
    for (const axis of ['xaxis', 'yaxis']) {
      ranges[layout[axis].range ? `${axis}.range` : `${axis}.autorange`] = layout[axis].range || true;
    }
    Plotly.relayout(place, ranges);
  };

  // One question at a time: its traces, its message and its legend.
  const connectChoices = (buttons, place) => {
    const choices = [...buttons.querySelectorAll('[data-keuze]')];
    const choose = (chosen) => {
      for (const choice of choices) choice.setAttribute('aria-pressed', String(choice === chosen));
      for (const part of buttons.parentElement.querySelectorAll('[data-bij]')) {
        part.hidden = part.dataset.bij !== chosen.dataset.keuze;
      }
      const shown = chosen.dataset.sporen.split(' ').map(Number);
      Plotly.restyle(place, { visible: place.data.map((_, at) => shown.includes(at)) });
    };
    for (const choice of choices) choice.addEventListener('click', () => choose(choice));
    if (choices.length) choose(choices[0]);
  };

  const connect = (buttons, place, layout) => {
    for (const button of buttons.querySelectorAll('[data-reeks]')) {
      button.addEventListener('click', () => {
        const shown = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', String(shown));
        Plotly.restyle(place, { visible: shown }, [Number(button.dataset.reeks)]);
      });
    }
    connectChoices(buttons, place);
    buttons.querySelector('.alles').addEventListener('click', () => showAll(place, layout));
    buttons.hidden = false;
  };

  const places = Object.keys(figures).map((id) => document.getElementById(id));
  // On a screen for fingers dragging scrolls the page.
  const dragmode = matchMedia('(pointer: coarse)').matches ? false : 'zoom';
  for (const place of places) {
    const { data, layout } = figures[place.id];
    const first = JSON.parse(JSON.stringify(layout));
    const font = place.clientWidth < narrow.width ? { ...layout.font, size: narrow.fontSize } : layout.font;
    Plotly.newPlot(place, data, { ...layout, font, dragmode }, config);
    place.on('plotly_afterplot', () => makeScalable(place));
    makeScalable(place);
    connect(document.getElementById(`${place.id}-knoppen`), place, first);
  }
  for (const line of document.querySelectorAll('.zonder-script')) line.hidden = true;
  for (const line of document.querySelectorAll('.met-script')) line.hidden = false;

  addEventListener('beforeprint', () => {
    for (const place of places) {
      Plotly.relayout(place, { width: paper.width, height: Math.min(figures[place.id].layout.height, paper.height) });
    }
  });
  addEventListener('afterprint', () => {
    for (const place of places) {
      Plotly.relayout(place, { width: null, height: figures[place.id].layout.height, autosize: true });
    }
  });
})();
