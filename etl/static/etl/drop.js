// A file is chosen by click, key or drop; its name and size are shown, one too large is refused before it is sent.

const MEGABYTE = 1024 * 1024;

/** "1,4 Mo" without a unit's translation: the unit stands in the label's small print. */
function size(bytes) {
  const [value, unit] = bytes >= MEGABYTE ? [bytes / MEGABYTE, "Mo"] : [bytes / 1024, "Ko"];
  return `${value.toFixed(1).replace(".", ",")} ${unit}`;
}

function wire(form) {
  const input = form.querySelector("input[type=file]");
  const zone = form.querySelector(".zone");
  const say = form.querySelector(".zone-say");
  const error = form.querySelector(".zone-error");
  const button = form.querySelector("button[type=submit]");
  const idle = [...say.childNodes];

  function show() {
    const [file] = input.files;
    const tooLarge = Boolean(file) && file.size > Number(form.dataset.limit);
    error.textContent = tooLarge ? form.dataset.tooLarge : "";
    error.hidden = !tooLarge;
    if (tooLarge) input.value = "";
    zone.classList.toggle("chosen", Boolean(file) && !tooLarge);
    if (!file || tooLarge) {
      say.replaceChildren(...idle);
      return;
    }
    const name = document.createElement("bdi");
    name.textContent = file.name;
    const weight = document.createElement("bdi");
    weight.dir = "ltr";
    weight.textContent = size(file.size);
    say.replaceChildren(name, " · ", weight);
  }

  input.addEventListener("change", show);
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files.length !== 1) return;
    input.files = event.dataTransfer.files;
    show();
    button.focus();
  });
  form.addEventListener("submit", () => {
    button.querySelector("span").textContent = form.dataset.sending;
    // After the browser has read the form: a disabled control would not be sent.
    setTimeout(() => {
      button.disabled = true;
    });
  });
}

for (const form of document.querySelectorAll("form[data-drop]")) wire(form);

// A file that misses the zone must not replace the page.
for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
// Coming back by the browser's arrow: the button works again.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
