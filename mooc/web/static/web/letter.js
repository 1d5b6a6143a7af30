// A letter in a frame is as long as it is: its page may measure it, because it runs no scripts and comes from here.
for (const frame of document.querySelectorAll("[data-letter]")) {
  let width = 0;
  const fit = () => {
    const page = frame.contentDocument?.documentElement;
    if (!page) return;
    frame.style.height = "0";
    frame.style.height = `${page.scrollHeight + 2}px`;
  };
  frame.addEventListener("load", fit);
  new ResizeObserver(([entry]) => {
    if (entry.contentRect.width === width) return;
    width = entry.contentRect.width;
    fit();
  }).observe(frame.parentElement);
}
