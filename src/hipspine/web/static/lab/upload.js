// Sends files in pieces, each acknowledged; goes on where it stopped after a break or a restart.

import "./state.js";

const form = document.querySelector("[data-upload]");
const words = JSON.parse(document.querySelector("[data-words]").textContent);
const token = document.querySelector('meta[name="csrf"]').content;
const pieceBytes = Number(form.dataset.pieceBytes);
const list = form.querySelector("[data-list]");
const problemPlace = form.querySelector("[data-problem]");
const ROLES = ["motion", "forces", "static"];
const WAITS_S = [1, 2, 5, 10, 20];
const files = [];

// The plain fields would ask for the same files once more.
form.querySelector("[data-plain]").remove();

const drop = form.querySelector("[data-drop]");
for (const name of ["dragover", "dragenter"]) {
  drop.addEventListener(name, (event) => { event.preventDefault(); drop.dataset.over = ""; });
}
drop.addEventListener("dragleave", () => delete drop.dataset.over);
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  delete drop.dataset.over;
  addFiles(event.dataTransfer.files);
});
form.querySelector("[data-files]").addEventListener("change", (event) => {
  addFiles(event.target.files);
  event.target.value = "";
});

function addFiles(chosen) {
  problemPlace.hidden = true;
  for (const file of chosen) {
    const entry = { file, role: guess(file.name), sent: 0, isWanted: true };
    entry.row = makeRow(entry);
    files.push(entry);
    list.append(entry.row);
    entry.done = send(entry);
  }
}

function guess(name) {
  const lower = name.toLowerCase();
  if (/static|stand|cal|steh/.test(lower) && /\.(trc|c3d)$/.test(lower)) return "static";
  if (/\.(mot|sto)$/.test(lower)) return "forces";
  return files.some((each) => each.role === "motion") ? "static" : "motion";
}

function makeRow(entry) {
  const row = document.createElement("li");
  const name = document.createElement("span");
  name.className = "name";
  const role = document.createElement("select");
  role.setAttribute("aria-label", words.role_of.replace("{name}", entry.file.name));
  for (const each of ROLES) role.add(new Option(words[`role_${each}`], each, false, each === entry.role));
  role.addEventListener("change", () => { entry.role = role.value; });
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "quiet";
  remove.textContent = words.cancel_upload;
  remove.addEventListener("click", () => discard(entry));
  const bar = document.createElement("progress");
  bar.className = "progress";
  bar.max = entry.file.size || 1;
  const note = document.createElement("span");
  note.className = "problem";
  row.append(name, role, remove, bar, note);
  Object.assign(entry, { name, remove, bar, note });
  tell(entry, 0);
  return row;
}

function tell(entry, sent) {
  entry.sent = sent;
  entry.bar.value = sent;
  const isDone = sent === entry.file.size && entry.id;
  const percent = Math.floor((100 * sent) / (entry.file.size || 1));
  entry.name.textContent = (isDone ? words.sent : words.sending).replace("{name}", entry.file.name).replace("{percent}", percent);
  if (isDone) entry.remove.textContent = words.remove;
}

async function discard(entry) {
  entry.isWanted = false;
  files.splice(files.indexOf(entry), 1);
  entry.row.remove();
  forget(entry);
  if (entry.id) await ask(address(entry), { method: "DELETE" });
}

function person() {
  return form.elements.person ? form.elements.person.value : "";
}

function address(entry, more = {}) {
  return `/lab/uploads/${entry.id}?${new URLSearchParams({ person: person(), ...more })}`;
}

function ask(target, options) {
  return fetch(target, { ...options, headers: { "X-CSRF-Token": token } });
}

// A file that was begun before is known by name, size and date: it goes on where it stopped.
function mark(entry) {
  return `hipspine-upload:${person()}:${entry.file.name}:${entry.file.size}:${entry.file.lastModified}`;
}

function forget(entry) {
  try { localStorage.removeItem(mark(entry)); } catch { /* private windows keep nothing */ }
}

async function begin(entry) {
  let known = null;
  try { known = localStorage.getItem(mark(entry)); } catch { /* as above */ }
  if (known) {
    entry.id = known;
    const response = await ask(address(entry), {});
    if (response.ok) return (await response.json()).offset;
    entry.id = null;
  }
  const body = new FormData();
  body.set("name", entry.file.name);
  body.set("size", String(entry.file.size));
  body.set("person", person());
  const response = await ask("/lab/uploads", { method: "POST", body });
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer.problem);
  entry.id = answer.id;
  try { localStorage.setItem(mark(entry), entry.id); } catch { /* as above */ }
  return answer.offset;
}

class Refused extends Error {}

async function send(entry) {
  for (let breaks = 0; entry.isWanted; ) {
    try {
      let offset = await begin(entry);
      tell(entry, offset);
      while (offset < entry.file.size && entry.isWanted) {
        const piece = entry.file.slice(offset, offset + pieceBytes);
        const response = await ask(address(entry, { offset }), { method: "PUT", body: piece });
        const answer = await response.json();
        if (!response.ok && response.status !== 409) throw new Refused(answer.problem ?? response.status);
        offset = answer.offset;
        breaks = 0;
        entry.note.textContent = "";
        tell(entry, offset);
      }
      return;
    } catch (error) {
      if (error instanceof Refused) {
        entry.note.textContent = error.message;
        entry.isRefused = true;
        entry.remove.textContent = words.remove;
        return;
      }
      const wait = WAITS_S[Math.min(breaks, WAITS_S.length - 1)];
      breaks += 1;
      entry.note.textContent = words.sending_again.replace("{seconds}", wait);
      await new Promise((resolve) => setTimeout(resolve, 1000 * wait));
    }
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector('button[type="submit"]');
  button.disabled = true;
  await Promise.all(files.map((entry) => entry.done));
  button.disabled = false;
  const ready = files.filter((entry) => !entry.isRefused);
  for (const role of ROLES) {
    if (ready.filter((entry) => entry.role === role).length > 1) {
      return say(words.two.replace("{role}", words[`role_${role}`]));
    }
  }
  for (const entry of ready) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = `${entry.role}_upload`;
    field.value = entry.id;
    field.dataset.upload = "";
    form.append(field);
    forget(entry);
  }
  form.submit();
});

function say(text) {
  problemPlace.textContent = text;
  problemPlace.hidden = false;
  for (const field of form.querySelectorAll("input[data-upload]")) field.remove();
}
