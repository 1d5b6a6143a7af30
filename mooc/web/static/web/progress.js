// A mailing that is going out draws how far it is again every few seconds, until its page says that nothing moves.
const SECONDS = 3;
const part = document.querySelector("[data-progress]");

async function draw() {
  if (!document.hidden) {
    try {
      const answer = await fetch(part.dataset.progress, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      part.innerHTML = await answer.text();
    } catch {
      // The server is away for a moment; the next try tells.
    }
  }
  if (part.querySelector("[data-moves]")) setTimeout(draw, SECONDS * 1000);
}

if (part?.querySelector("[data-moves]")) setTimeout(draw, SECONDS * 1000);
