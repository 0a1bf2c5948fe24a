// How far a ZIP file is, without loading the page anew; without this file the page loads itself again.
const panel = document.querySelector("[data-far]");
const SOON = 1500;

function show(news) {
  const [bar, far] = [panel, news].map((one) => one.querySelector("progress"));
  if (bar && far) bar.value = far.value;
  const [told, telling] = [panel, news].map((one) => one.querySelector("[data-done]"));
  if (told.textContent !== telling.textContent) told.textContent = telling.textContent;
  if (far) return true;
  const hadFocus = panel.querySelector(".rest").contains(document.activeElement);
  panel.querySelector("h1").textContent = news.querySelector("h1").textContent;
  panel.querySelector(".rest").replaceChildren(...news.querySelector(".rest").childNodes);
  const file = panel.querySelector("a[download]");
  if (hadFocus) panel.querySelector(".rest a")?.focus();
  file?.click(); // who watched it being made gets it; the link stays, for once more
  return false;
}

async function ask() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = found.querySelector("[data-far]");
    if (!news) return location.reload(); // it is gone, or so is who asked: the page says which
    document.title = found.title;
    if (!show(news)) return;
  } catch {
    // the portal or the network is away: ask again
  }
  setTimeout(ask, SOON);
}

if (panel?.querySelector("progress")) setTimeout(ask, SOON);
