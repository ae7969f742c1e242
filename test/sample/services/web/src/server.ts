import { createServer } from "node:http";
import escape from "escape-html";

const apiUrl = process.env["API_URL"] ?? "http://localhost:8080";
const port = Number(process.env["PORT"] ?? 3000);

const page = (title: string, body: string): string =>
  `<!doctype html><title>${escape(title)}</title><main><h1>${escape(title)}</h1>${body}</main>`;

const server = createServer(async (request, response) => {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  if (path === "/healthz") {
    response.end("ok\n");
    return;
  }
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  const code = /^\/parcels\/([A-Z0-9]{6,24})$/.exec(path)?.[1];
  if (code === undefined) {
    response.end(page("Parcel Desk", "<p>Open the link from your order mail to follow your parcel.</p>"));
    return;
  }
  try {
    const answer = await fetch(`${apiUrl}/v1/parcels/${code}`, { signal: AbortSignal.timeout(3000) });
    const parcel = (await answer.json()) as { carrier: string; status: string };
    response.end(page(code, `<p>${escape(parcel.carrier)}: ${escape(parcel.status)}</p>`));
  } catch {
    response.statusCode = 502;
    response.end(page(code, "<p>We cannot reach the carrier right now.</p>"));
  }
});

process.on("SIGTERM", () => server.close());
server.listen(port);
