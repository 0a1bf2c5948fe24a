// Says while someone types how good the password is; without this file the form says it when it is sent.
const form = document.querySelector("form[data-judge]");
const [chosen, again] = [form.elements.namedItem("new"), form.elements.namedItem("again")];
const meter = form.querySelector(".meter"), differs = form.querySelector("#differs");
const [verdict, advice] = form.querySelectorAll(".advice b, .advice span");
const usual = advice.textContent;
const PAUSE = 250;
let waiting, asking;

function tell(score, word, words, isEnough) {
  meter.dataset.score = score;
  meter.classList.toggle("enough", isEnough);
  verdict.hidden = !word;
  verdict.textContent = word ? `${word}.` : "";
  advice.textContent = words;
}

async function judge() {
  asking?.abort();
  if (!chosen.value) return tell(0, "", usual, false);
  asking = new AbortController();
  try {
    const body = new URLSearchParams({ new: chosen.value });
    const answer = await fetch(form.dataset.judge, { method: "POST", body, signal: asking.signal });
    if (!answer.ok) return tell(0, "", usual, false);
    const { score, enough, verdict: word, advice: words } = await answer.json();
    tell(score, word, words, enough);
  } catch {
    // another letter was typed, or the network is away: the form is judged when it is sent
  }
}

function compare() {
  const isWrong = again.value !== "" && !chosen.value.startsWith(again.value);
  differs.textContent = isWrong ? differs.dataset.words : "";
}

form.addEventListener("input", (event) => {
  compare();
  if (event.target !== chosen) return;
  clearTimeout(waiting);
  waiting = setTimeout(judge, PAUSE);
});

const reveal = form.querySelector(".reveal");
reveal.hidden = false;
reveal.addEventListener("click", () => {
  const isShown = chosen.type === "text";
  for (const field of [chosen, again]) field.type = isShown ? "password" : "text";
  [reveal.textContent, reveal.dataset.words] = [reveal.dataset.words, reveal.textContent];
  const label = reveal.dataset.label;
  reveal.dataset.label = reveal.getAttribute("aria-label");
  reveal.setAttribute("aria-label", label);
});
form.addEventListener("submit", () => {
  for (const field of [chosen, again]) field.type = "password"; // what is shown as text, browsers offer again another time
});
