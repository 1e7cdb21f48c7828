// Marks that scripts run, sends the form token with every request that a script makes, keeps what
// could not be sent until there is a connection, and starts the copy for offline use.
document.documentElement.classList.add("has-script");

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf"]');
  if (token) event.detail.headers["X-CSRF-Token"] = token.content;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

const zone = document.querySelector('[name="browser_zone"]');
if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";

// A form that lost its place after an error: go to the first problem.
const firstProblem = document.querySelector('[aria-invalid="true"]');
if (firstProblem) firstProblem.focus();

// Logs that wait for a connection.
const QUEUE = "hipspine-waiting";

const waiting = () => {
  try {
    return JSON.parse(localStorage.getItem(QUEUE)) || [];
  } catch {
    return [];
  }
};

const keepWaiting = (logs) => {
  if (logs.length) localStorage.setItem(QUEUE, JSON.stringify(logs));
  else localStorage.removeItem(QUEUE);
  showWaiting(logs.length);
};

function showWaiting(count) {
  const line = document.getElementById("waiting");
  if (!line) return;
  line.hidden = count === 0;
  line.textContent = line.dataset.text.replace("{count}", count);
}

async function sendWaiting() {
  const logs = waiting();
  if (!logs.length || !navigator.onLine) return;
  const page = await fetch("/today");
  const shown = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = shown.querySelector('meta[name="csrf"]').content;
  while (logs.length) {
    const { action, fields } = logs[0];
    const body = new URLSearchParams([...fields.filter(([name]) => name !== "csrf"), ["csrf", token]]);
    const answer = await fetch(action, { method: "POST", body });
    // What the server refuses for good is shown there again; only a lost connection or a server
    // that is down keeps a log waiting.
    if (answer.status >= 500) break;
    logs.shift();
    keepWaiting(logs);
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.queue !== "yes" || event.defaultPrevented) return;
  event.preventDefault();
  const doneAt = form.elements.namedItem("done_at");
  if (doneAt) doneAt.value = new Date().toISOString();
  const fields = [...new FormData(form)];
  const action = new URL(form.action).pathname;
  const buttons = [...form.querySelectorAll('[type="submit"]')];
  for (const button of buttons) button.disabled = true;
  try {
    // Sent to its end even where the page is left at once.
    const answer = await fetch(action, { method: "POST", body: new URLSearchParams(fields), keepalive: true });
    if (answer.redirected) window.location.assign(answer.url);
    // Not accepted: nothing was kept, and the page with the problem comes the ordinary way.
    else form.submit();
  } catch {
    keepWaiting([...waiting(), { action, fields }]);
    for (const button of buttons) button.disabled = false;
    document.getElementById("waiting").scrollIntoView({ block: "center" });
  }
});

window.addEventListener("online", () => sendWaiting().catch(() => {}));
showWaiting(waiting().length);
sendWaiting().catch(() => {});

if ("serviceWorker" in navigator && document.querySelector('meta[name="offline"]')) {
  navigator.serviceWorker.register("/service-worker.js").catch(() => {});
}
