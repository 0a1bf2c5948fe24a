// Says that a file is too large before it is sent, so nothing typed is lost; without this file the portal says it after.
const file = document.querySelector("input[type=file][data-most]");
const isLarge = () => file.files[0]?.size > Number(file.dataset.most);

function judge() {
  for (const old of document.querySelectorAll("#file-wrong, #file-again, #file-large")) old.remove(); // of the file before
  for (const name of ["aria-invalid", "aria-describedby"]) file.removeAttribute(name);
  if (!isLarge()) return;
  const said = Object.assign(document.createElement("p"), { className: "wrong", id: "file-large", textContent: file.dataset.large });
  said.setAttribute("role", "alert");
  file.closest("label").after(said);
  file.setAttribute("aria-invalid", "true");
  file.setAttribute("aria-describedby", said.id);
}

file.addEventListener("change", judge);
file.form.addEventListener("submit", (event) => {
  if (!isLarge()) return;
  event.preventDefault();
  file.focus();
});
