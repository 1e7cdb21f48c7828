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
const AGAIN_MS = 30_000;
// Answers after which a log is worth another try: not logged in, too slow, too soon, too many.
const FOR_NOW = [401, 403, 408, 425, 429];
let isSending = false;
let nextTry;

const waiting = () => {
  try {
    return JSON.parse(localStorage.getItem(QUEUE)) || [];
  } catch {
    return [];
  }
};

// Whose page it is: on a shared browser, nobody sends what somebody else did.
const whose = (page) => page.querySelector('meta[name="account"]')?.content ?? "";
const waitingOf = (page) => waiting().filter((log) => (log.whose ?? "") === whose(page));

const keepWaiting = (logs) => {
  if (logs.length) localStorage.setItem(QUEUE, JSON.stringify(logs));
  else localStorage.removeItem(QUEUE);
  showWaiting(waitingOf(document).length);
};

function showWaiting(count) {
  const line = document.getElementById("waiting");
  if (!line) return;
  line.hidden = count === 0;
  line.textContent = line.dataset.text.replace("{count}", count);
}

async function sendWaiting() {
  if (isSending || !waitingOf(document).length || !navigator.onLine) return;
  isSending = true;
  try {
    await sendEach(await freshPage());
  } catch {
    // No connection, or nobody is logged in: the logs wait.
  } finally {
    isSending = false;
  }
  clearTimeout(nextTry);
  if (waitingOf(document).length) nextTry = setTimeout(sendWaiting, AGAIN_MS);
}

async function freshPage() {
  const page = await fetch("/today");
  return new DOMParser().parseFromString(await page.text(), "text/html");
}

async function sendEach(page) {
  const token = page.querySelector('meta[name="csrf"]').content;
  for (let [log] = waitingOf(page); log; [log] = waitingOf(page)) {
    const fields = log.fields.filter(([name]) => name !== "csrf");
    const body = new URLSearchParams([...fields, ["csrf", token]]);
    const answer = await fetch(log.action, { method: "POST", body });
    // What is refused for good would be refused again; all else keeps a log waiting.
    if (answer.status >= 500 || FOR_NOW.includes(answer.status)) return;
    // Read again: another log, or another window, may have come meanwhile.
    const sent = JSON.stringify(log);
    keepWaiting(waiting().filter((one) => JSON.stringify(one) !== sent));
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
    keepWaiting([...waiting(), { action, fields, whose: whose(document) }]);
    for (const button of buttons) button.disabled = false;
    document.getElementById("waiting").scrollIntoView({ block: "center" });
  }
});

window.addEventListener("online", sendWaiting);
showWaiting(waitingOf(document).length);
sendWaiting();

if ("serviceWorker" in navigator && document.querySelector('meta[name="offline"]')) {
  navigator.serviceWorker.register("/service-worker.js").catch(() => {});
}
