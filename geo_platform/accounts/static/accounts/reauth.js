// An expired login is repaired in place: 401 on any fetch opens the dialog, then the request is sent again.
// Requests made outside this window (MapLibre's worker) announce themselves: dispatch "login-needed" on document and
// reload on "login-restored".

const dialog = document.getElementById("reauth");
const plainFetch = window.fetch.bind(window);
let pending = null;

const cookie = (name) =>
  document.cookie
    .split("; ")
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? "";

async function post(url, fields, token) {
  return plainFetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token },
    body: new URLSearchParams(fields),
    credentials: "same-origin",
  });
}

async function csrfToken() {
  const answer = await plainFetch(dialog.dataset.login, { headers: { Accept: "application/json" } });
  return (await answer.json()).csrf_token;
}

/** Signing in changes the CSRF token: forms already on the page carry the old one. */
function renewForms(token) {
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
}

function explain(text) {
  const line = dialog.querySelector(".why-not");
  line.textContent = text;
  line.hidden = !text;
}

async function signIn(form, usernameBefore) {
  const fields = Object.fromEntries(new FormData(form));
  const answer = await post(dialog.dataset.login, fields, await csrfToken());
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error.message);
  if (body.redirect) location.assign(body.redirect);
  // Somebody else's page: his perimeter, his figures. Nothing of the former page may stay.
  else if (body.username !== usernameBefore) location.reload();
  renewForms(body.csrf_token);
}

/** Resolves when signed in again; never rejects: "continue without an account" leaves the page. */
export function reauthenticate() {
  pending ??= new Promise((resolve) => {
    const form = dialog.querySelector("form");
    const before = dialog.querySelector("[name=username]").defaultValue;
    explain("");
    form.onsubmit = async (event) => {
      event.preventDefault();
      const button = form.querySelector("[type=submit]");
      button.disabled = true;
      try {
        await signIn(form, before);
        dialog.close();
        pending = null;
        document.dispatchEvent(new Event("login-restored"));
        resolve();
      } catch (error) {
        explain(error instanceof TypeError || error instanceof SyntaxError ? dialog.dataset.failed : error.message);
        form.password.select();
      } finally {
        button.disabled = false;
      }
    };
    dialog.querySelector("[data-leave]").onclick = async () => {
      await post(dialog.dataset.logout, {}, await csrfToken());
      location.reload();
    };
    dialog.oncancel = (event) => event.preventDefault();
    form.password.value = "";
    dialog.showModal();
    form.password.focus();
  });
  return pending;
}

/** A body can be read once: a Request is copied before it is sent, and its stale CSRF header is replaced after. */
async function fetchSignedIn(input, init) {
  const again = input instanceof Request ? input.clone() : input;
  const answer = await plainFetch(input, init);
  if (answer.status !== 401 || new URL(answer.url).origin !== location.origin) return answer;
  await reauthenticate();
  const headers = new Headers(init?.headers ?? (again instanceof Request ? again.headers : undefined));
  if (headers.has("X-CSRFToken")) headers.set("X-CSRFToken", cookie("csrftoken"));
  return plainFetch(again, { ...init, headers });
}

if (dialog) {
  window.fetch = fetchSignedIn;
  document.addEventListener("login-needed", () => reauthenticate());
}
