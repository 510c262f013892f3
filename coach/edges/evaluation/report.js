"use strict";
// Draws a clip's plot when it is opened for the first time: hundreds of clips stay light.

const COLOURS = {
  value: "#1d5f8a", rest: "#9aa7b0", entry: "#3d8f5f", leave: "#b9a13a", ceiling: "#c0562b",
  truth: "#3d8f5f", coach: "#1d5f8a", flag: "#c0562b", other: "#8a6fae", unjudged: "#e9edf0",
};
const ROWS = { moments: 0, flags: 1, coach: 2, truth: 3 };

function level(trace, name, dash) {
  return {
    x: trace.t_s, y: trace.levels[name], name, mode: "lines", connectgaps: false,
    line: { color: COLOURS[name], width: name === "value" ? 2 : 1.2, dash },
  };
}

// Thick bars in a row of the lower strip; pieces are [start, end, words].
function bars(pieces, row, colour, width, name) {
  const x = [], y = [], text = [];
  for (const [start, end, words] of pieces) {
    x.push(start, end, null); y.push(ROWS[row], ROWS[row], null); text.push(words, words, null);
  }
  return {
    x, y, text, name, yaxis: "y2", mode: "lines", hoverinfo: "text", showlegend: false,
    line: { color: colour, width },
  };
}

function truthBars(trace) {
  const words = (rep) => ["true", rep.side, ...rep.faults].filter(Boolean).join(", ");
  const whole = trace.true_reps.map((rep) => [rep.start_s, rep.end_s, words(rep)]);
  const tops = trace.true_reps.map((rep) => [rep.top_s, rep.release_s, words(rep)]);
  return [bars(whole, "truth", "#a9d3b9", 12, "true"), bars(tops, "truth", COLOURS.truth, 12, "top")];
}

function coachBars(trace) {
  const phases = trace.phases.map(([start, end, phase]) => [start, end, phase]);
  const reps = trace.reps.map((rep) => [
    rep.start_s, rep.end_s,
    `${[rep.side, rep.index].filter(Boolean).join(" ")}: ${rep.hold_s.toFixed(1)} s, ${rep.grade}`]);
  const partials = trace.partials.map(([start, end]) => [start, end, "small"]);
  return [
    bars(phases, "coach", "#d5e3ec", 12, "phase"),
    bars(reps, "coach", COLOURS.coach, 12, "counted"),
    bars(partials, "coach", "#b9a13a", 12, "small"),
  ];
}

function flagMarks(trace) {
  return {
    x: trace.flags.map((flag) => flag[0]), y: trace.flags.map(() => ROWS.flags),
    text: trace.flags.map((flag) => flag[1]), mode: "markers+text", textposition: "middle right",
    yaxis: "y2", hoverinfo: "x+text", showlegend: false, cliponaxis: false,
    marker: { color: COLOURS.flag, size: 9, symbol: "diamond" }, textfont: { size: 11 },
  };
}

function layout(trace) {
  return {
    margin: { l: 70, r: 20, t: 10, b: 40 }, hovermode: "closest", plot_bgcolor: "white",
    legend: { orientation: "h", y: 1.08 }, font: { family: "system-ui, sans-serif", size: 12 },
    xaxis: { title: { text: "seconds" }, gridcolor: "#eef1f3", zeroline: false, anchor: "y2" },
    yaxis: {
      domain: [0.34, 1], title: { text: trace.signal ? `${trace.signal}, ${trace.unit}` : "led" },
      gridcolor: "#eef1f3", zeroline: false,
    },
    yaxis2: {
      domain: [0, 0.28], range: [-0.6, 3.6], tickvals: Object.values(ROWS),
      ticktext: Object.keys(ROWS), zeroline: false, gridcolor: "#eef1f3", fixedrange: true,
    },
    shapes: trace.unjudged.map(([start, end]) => ({
      type: "rect", xref: "x", yref: "paper", x0: start, x1: end, y0: 0.34, y1: 1,
      fillcolor: COLOURS.unjudged, line: { width: 0 }, layer: "below",
    })),
  };
}

function draw(clip) {
  const trace = JSON.parse(clip.querySelector("script").textContent);
  const moments = trace.moments.map((m) => [m.start_s, m.end_s, m.what]);
  const data = [
    level(trace, "value"), level(trace, "rest"), level(trace, "entry", "dot"),
    level(trace, "leave", "dot"), level(trace, "ceiling", "dash"),
    ...truthBars(trace), ...coachBars(trace), flagMarks(trace),
    bars(moments, "moments", COLOURS.other, 10, "moments"),
  ];
  const options = { responsive: true, displayModeBar: false };  // drag zooms, double click resets
  Plotly.newPlot(clip.querySelector(".plot"), data, layout(trace), options);
}

for (const clip of document.querySelectorAll(".clip")) {
  clip.addEventListener("toggle", () => {
    if (clip.open && !clip.dataset.drawn) {
      clip.dataset.drawn = "yes";
      draw(clip);
    }
  });
}
document.getElementById("wrong-only").addEventListener("change", (event) => {
  document.getElementById("clips").classList.toggle("only-wrong", event.target.checked);
});
// A link to one clip opens it.
const wanted = location.hash && document.getElementById(location.hash.slice(1));
if (wanted && wanted.matches(".clip")) wanted.open = true;
