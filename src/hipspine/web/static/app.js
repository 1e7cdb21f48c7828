// Marks that scripts run, and sends the form token with every request that a script makes.
document.documentElement.classList.add("has-script");

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf"]');
  if (token) event.detail.headers["X-CSRF-Token"] = token.content;
});
