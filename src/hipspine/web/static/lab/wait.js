// Opens the page that was asked for as soon as it can be shown.
const LOOK_EVERY_MS = 2000;

const timer = setInterval(async () => {
  try {
    const answer = await fetch(location.href);
    if (answer.status === 503) return;
  } catch {
    return; // The app is away for a moment; the next look may reach it.
  }
  clearInterval(timer);
  location.reload();
}, LOOK_EVERY_MS);
