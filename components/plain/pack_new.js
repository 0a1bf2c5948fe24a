// What was shown to fit is of other fields once one of them is changed; the button beneath takes what stands in them now.
const anew = document.querySelector("[data-anew]");

function outdate() {
  document.querySelector("[data-fits]").hidden = true;
  anew.hidden = false;
}

anew?.closest("form").addEventListener("input", outdate, { once: true });
