// Looks again how far the work on recordings has come; loads the page anew when something is ready.

for (const card of document.querySelectorAll("[data-state]")) watch(card);

function watch(card) {
  const couldOpen = card.dataset.canOpen;
  const timer = setInterval(async () => {
    let state;
    try {
      const response = await fetch(card.dataset.state);
      if (!response.ok) return;
      state = await response.json();
    } catch {
      return; // The app is away for a moment; the next look may reach it.
    }
    card.querySelector("[data-state-text]").textContent = state.state_text;
    card.querySelector("[data-stage]").textContent = state.stage_text;
    const bar = card.querySelector("[data-progress]");
    if (bar) bar.value = state.percent;
    if (!state.is_open || (couldOpen === "no" && state.can_open)) {
      clearInterval(timer);
      location.reload();
    }
  }, 1500);
}
