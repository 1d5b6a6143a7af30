// A reader's choice of light or dark, kept in a cookie so that the next page is drawn right from its first byte.
const chooser = document.querySelector("[data-look-choice]");

function choose(look) {
  const root = document.documentElement;
  if (look === "auto") delete root.dataset.look;
  else root.dataset.look = look;
  const age = look === "auto" ? 0 : 60 * 60 * 24 * 365;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `look=${look}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  for (const button of chooser.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === look));
  }
}

if (chooser) {
  chooser.hidden = false;
  document.querySelector("[data-look-link]").hidden = true;
  chooser.addEventListener("click", (event) => {
    if (event.target.value) choose(event.target.value);
  });
}
