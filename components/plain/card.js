// A button that cannot be pressed twice, the way back to where the payment began, and a result that tells when it has changed.
const EAGER = 2000, PATIENT = 10000, EAGER_TIMES = 30;

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    const button = form.querySelector("button");
    button.setAttribute("aria-disabled", "true");
    button.setAttribute("aria-live", "polite");
    button.textContent = form.dataset.busy;
  });
}

const from = sessionStorage.getItem("portal.back") ?? "/"; // where the payment dialog was opened
if (/^\/(?![/\\])/.test(from)) for (const link of document.querySelectorAll("a[data-back]")) link.href = from;

window.addEventListener("pageshow", (event) => event.persisted && location.reload()); // Back must show how it stands now

const shown = document.querySelector("[data-ask]");
let asked = 0;

async function ask() {
  try {
    const answer = await fetch(shown.dataset.ask, { cache: "no-store" });
    const hasChanged = answer.ok ? (await answer.json()).outcome !== shown.dataset.outcome : answer.status < 500;
    if (hasChanged) return location.reload();
  } catch {
    // the portal or the network is away: ask again
  }
  asked += 1;
  setTimeout(ask, asked < EAGER_TIMES ? EAGER : PATIENT);
}

if (shown) setTimeout(ask, EAGER);
