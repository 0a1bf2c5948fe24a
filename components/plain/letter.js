// A letter's frame is as high as the letter, so nothing of it hides; without this file the frame scrolls.
for (const frame of document.querySelectorAll("iframe.mail")) {
  const fit = () => {
    const height = frame.contentDocument?.body?.offsetHeight;
    if (height) frame.style.height = `${height + frame.offsetHeight - frame.clientHeight}px`;
  };
  frame.addEventListener("load", fit);
  new ResizeObserver(fit).observe(frame);
}

// The button of a letter on paper; without this file the browser's own menu prints.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
