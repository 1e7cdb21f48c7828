"use strict";
(() => {
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const plot = data.plot;

  /* Path through 101 samples, on the same frame as the drawn axes. */
  function pathThrough(values, low, high) {
    const step = (plot.right - plot.left) / (values.length - 1);
    const points = values.map((value, index) => {
      const share = (Math.min(Math.max(value, low), high) - low) / (high - low);
      const y = plot.foot - share * (plot.foot - plot.top);
      return (plot.left + index * step).toFixed(1) + " " + y.toFixed(1);
    });
    return "M" + points.join("L");
  }

  function cell(tag, text) {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  }

  function ledgerRow([name, length, newtons, bodyWeights, before, after]) {
    const row = document.createElement("tr");
    const heading = cell("th", name);
    heading.scope = "row";
    const bar = document.createElement("span");
    bar.className = "bar " + (length < 0 ? "less" : "more");
    bar.style.setProperty("--length", Math.abs(length));
    const barCell = document.createElement("td");
    barCell.className = "bar-cell";
    barCell.append(bar);
    row.append(heading, barCell, ...[newtons, bodyWeights, before, after].map((t) => cell("td", t)));
    return row;
  }

  function show(card, content, index) {
    const level = content.levels[index];
    const find = (name) => card.querySelector("[data-" + name + "]");
    find("level").textContent = level.label;
    find("live").textContent = level.sentence;
    find("infeasible").hidden = level.feasible;
    find("shortfalls").replaceChildren(...level.shortfalls.map((text) => cell("li", text)));
    find("ledger").replaceChildren(...level.ledger.map(ledgerRow));
    find("ledger").parentElement.hidden = level.ledger.length === 0;
    find("nothing").hidden = level.ledger.length > 0;
    Array.from(find("loads").rows).forEach((row, at) => {
      row.cells[2].textContent = level.loads[at][0];
      row.cells[3].textContent = level.loads[at][1];
    });
    for (const figure of card.querySelectorAll("[data-chart]")) {
      const key = figure.dataset.chart;
      const path = figure.querySelector(".what-if");
      path.setAttribute("d", pathThrough(level.curves[key], ...content.charts[key]));
    }
  }

  for (const card of document.querySelectorAll("[data-card]")) {
    const content = data.cards[card.dataset.card];
    const slider = card.querySelector("input[type=range]");
    card.hidden = false;
    card.parentElement.querySelector(".static-levels").open = false;
    slider.addEventListener("input", () => {
      slider.setAttribute("aria-valuetext", content.levels[slider.value].label);
      show(card, content, Number(slider.value));
    });
  }

  /* On paper every folded part is shown; cards with one name would close each other. */
  window.addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details")) {
      part.removeAttribute("name");
      part.open = true;
    }
  });
})();
