"use strict";

// Replies are strangers' text: everything is set as text, nothing is parsed as markup.
function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function sortValue(cell) {
  const text = cell.dataset.sort ?? cell.textContent.trim();
  const number = parseFloat(text);
  return text === "" || Number.isNaN(number) ? text : number;
}

// Cells without a value stay below, whichever way the others are sorted.
function compare(one, other, sign) {
  const empty = (value) => value === "" || value === "–";
  if (empty(one) || empty(other)) return empty(one) - empty(other);
  if (typeof one === "number" && typeof other === "number") return sign * (one - other);
  return sign * String(one).localeCompare(String(other), undefined, { numeric: true });
}

for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    head.querySelector("button").addEventListener("click", () => {
      const numeric = head.classList.contains("number");
      const before = head.getAttribute("aria-sort") ?? (numeric ? "ascending" : "descending");
      const now = before === "ascending" ? "descending" : "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", now);
      const sign = now === "ascending" ? 1 : -1;
      const keyed = [...body.rows].map((row) => [sortValue(row.cells[column]), row]);
      keyed.sort(([one], [other]) => compare(one, other, sign));
      body.append(...keyed.map(([, row]) => row));
    });
  });
  const filter = table.closest(".table").querySelector(".filter");
  filter?.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of body.rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });
}

const PER_PAGE = 20;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

function questionCard(data, [number, chosen, reply, tone, note, ...facets]) {
  const [id, question, options, truth] = data.questions[number];
  const card = make("article", `panel question ${tone}`);
  const tags = make("div", "tags");
  tags.append(make("b", "", id));
  facets.forEach((value, place) => tags.append(make("span", "", data.values[place][value])));
  const asked = make("div");
  asked.append(make("p", "", question));
  const list = make("ol");
  options.forEach((option, place) => {
    const marks = [place === truth && "true", place === chosen && "taken"].filter(Boolean);
    const said = [place === truth && "true", place === chosen && "chosen"].filter(Boolean);
    const text = `(${LETTERS[place] ?? place + 1}) ${option}${said.length ? ` ← ${said.join(", ")}` : ""}`;
    list.append(make("li", marks.join(" "), text));
  });
  asked.append(list);
  const said = make("div");
  if (note) said.append(make("p", "note", note));
  said.append(make("pre", "", reply || "(no text)"));
  card.append(tags, asked, said);
  return card;
}

function startBrowser(root) {
  const data = JSON.parse(document.getElementById(root.dataset.source).textContent);
  const controls = make("div", "controls");
  const selects = data.filters.map((name, place) => {
    const label = make("label", "", name);
    const select = make("select");
    select.append(new Option("all", ""));
    data.values[place].forEach((value, number) => select.append(new Option(value, number)));
    label.append(select);
    controls.append(label);
    return select;
  });
  const searchLabel = make("label", "", "text");
  const search = make("input");
  search.type = "search";
  search.placeholder = "question, option, reply";
  searchLabel.append(search);
  controls.append(searchLabel);
  const list = make("div");
  const pager = make("div", "pager");
  const back = make("button", "", "‹ back");
  const forth = make("button", "", "next ›");
  const place = make("span");
  back.type = forth.type = "button";
  pager.append(back, place, forth);
  root.append(controls, pager, list);

  let found = data.cards;
  let start = 0;
  function draw() {
    const shown = found.slice(start, start + PER_PAGE);
    list.replaceChildren(...shown.map((card) => questionCard(data, card)));
    const total = found.length.toLocaleString("en");
    place.textContent = found.length ? `${start + 1}–${start + shown.length} of ${total}` : "none";
    back.disabled = start === 0;
    forth.disabled = start + PER_PAGE >= found.length;
  }
  function choose() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.map((select) => (select.value === "" ? null : Number(select.value)));
    found = data.cards.filter((card) => {
      if (!wanted.every((value, facet) => value === null || card[5 + facet] === value)) return false;
      if (!words.length) return true;
      const [id, question, options] = data.questions[card[0]];
      const text = [id, question, ...options, card[2]].join(" ").toLowerCase();
      return words.every((word) => text.includes(word));
    });
    start = 0;
    draw();
  }
  selects.forEach((select) => select.addEventListener("change", choose));
  search.addEventListener("input", choose);
  back.addEventListener("click", () => { start -= PER_PAGE; draw(); });
  forth.addEventListener("click", () => { start += PER_PAGE; draw(); });
  draw();
}

document.querySelectorAll(".browser").forEach(startBrowser);
