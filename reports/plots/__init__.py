"""Interactive charts as plotly reads them: what the figures of a school and of the SWV share."""
