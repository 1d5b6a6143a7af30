// Proposes the time zone of this device, says what time it is there, and leaves the last word to the reader.
// Browsers still say some old names; the list knows the new ones, too.
const RENAMED = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Louisville": "America/Kentucky/Louisville",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};
const select = document.querySelector("select[data-find-zone], select[data-say-time]");

function found() {
  try {
    const name = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
    return RENAMED[name] ?? name;
  } catch {
    return "";
  }
}

function propose(name) {
  if (!name || select.value !== "UTC" || select.dataset.findZone === undefined) return;
  if (![...select.options].some((option) => option.value === name)) {
    if (!name.includes("/")) return;
    select.add(new Option(name.split("/").pop().replaceAll("_", " "), name), 1);
  }
  select.value = name;
}

function sayTime() {
  const now = new Intl.DateTimeFormat("en-GB", { timeZone: select.value, weekday: "long", hour: "2-digit", minute: "2-digit" });
  said.textContent = `There it is ${now.format(new Date())} now.`;
}

const said = document.createElement("p");

if (select) {
  propose(found());
  said.className = "help";
  said.id = `${select.id}_time`;
  select.after(said);
  select.setAttribute("aria-describedby", [select.getAttribute("aria-describedby"), said.id].filter(Boolean).join(" "));
  sayTime();
  select.addEventListener("change", sayTime);
}
