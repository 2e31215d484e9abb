// What was entered without a line: kept in the phone's own database until the server has said that it holds it.

const open = () =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open("field-reports", 1);
    asked.addEventListener("upgradeneeded", () => asked.result.createObjectStore("reports", { keyPath: "client_id" }));
    asked.addEventListener("success", () => resolve(asked.result));
    asked.addEventListener("error", () => reject(asked.error));
  });

async function run(mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction("reports", mode);
      const asked = act(transaction.objectStore("reports"));
      transaction.addEventListener("complete", () => resolve(asked.result));
      transaction.addEventListener("error", () => reject(transaction.error));
      transaction.addEventListener("abort", () => reject(transaction.error));
    });
  } finally {
    database.close();
  }
}

export const keep = (report) => run("readwrite", (store) => store.put(report));
export const drop = (clientId) => run("readwrite", (store) => store.delete(clientId));
export const all = () => run("readonly", (store) => store.getAll());

const cookie = (name) =>
  document.cookie
    .split("; ")
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? "";

/**
 * Sends one report: {state: "sent" | "known" | "conflict" | "refused" | "login" | "waiting", …}. The client id makes a second
 * sending of the same report harmless, so a lost answer is simply sent again.
 */
export async function send(report) {
  const form = new FormData();
  for (const [name, value] of Object.entries(report.fields)) if (value !== "" && value !== null) form.append(name, value);
  form.append("client_id", report.client_id);
  if (report.photo) form.append("photo", report.photo, report.photoName);
  let answer;
  try {
    answer = await fetch(report.url, {
      method: "POST",
      body: form,
      headers: { Accept: "application/json", "X-CSRFToken": cookie("csrftoken") },
    });
  } catch {
    return { state: "waiting" };
  }
  const told = (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : {};
  if (answer.ok) return { state: told.new ? "sent" : "known" };
  if (answer.status === 409 && told.error?.existing) return { state: "conflict", existing: told.error.existing };
  if (answer.status === 401 || (answer.status === 403 && !told.error)) return { state: "login" };
  if (answer.status >= 500) return { state: "waiting" };
  return { state: "refused", message: told.error?.message ?? String(answer.status) };
}
