// The person's side over HTTP, and what happens as server-sent events.

async function answered(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `HTTP ${response.status}`);
  return body;
}

// Do something as a person; throws an Error whose message says why it is not possible.
export async function act(name, given = {}) {
  return answered(
    await fetch(`/sandbox/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(given),
    }),
  );
}

export async function ask(path, query = {}) {
  return answered(await fetch(`/sandbox/${path}?${new URLSearchParams(query)}`));
}

export async function endFaults() {
  return answered(await fetch("/sandbox/faults", { method: "DELETE" }));
}

// Keep a file in the sandbox; returns the id by which acts name it.
export async function upload(kind, name, blob) {
  const query = new URLSearchParams({ kind, name });
  const headers = { "Content-Type": blob.type || "application/octet-stream" };
  return (await answered(await fetch(`/sandbox/files?${query}`, { method: "POST", headers, body: blob }))).file_id;
}

export function fileAddress(fileId) {
  return `/sandbox/files/${encodeURIComponent(fileId)}`;
}

// Calls `opened` whenever the stream begins (again), `told` for each event, `lost` when it breaks.
export function listen({ opened, told, lost }) {
  let stream;
  const connect = () => {
    stream = new EventSource("/sandbox/events");
    stream.addEventListener("open", opened);
    stream.addEventListener("message", (event) => told(JSON.parse(event.data)));
    stream.addEventListener("error", lost);
  };
  connect();
  // A page kept for the back button would hold its connection, and a browser has but six to one server.
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => event.persisted && connect());
}
