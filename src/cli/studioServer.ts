import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { InputError } from "../numeric/errors.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

/** What the page may do: run its own code and workers made of it, and speak to nobody but this server. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' blob: 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A file of the page, ready to be sent. */
interface Served {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The same, compressed. */
  readonly gzip?: Uint8Array;
}

/**
 * The built page, all of it in memory: only these few names can be asked for, so no path leads anywhere else.
 *
 * @throws InputError where the studio was not built
 */
export function studioFiles(): ReadonlyMap<string, Served> {
  const folder = studioFolder();
  return new Map(
    readdirSync(folder)
      .filter((name) => extname(name) in TYPES && statSync(join(folder, name)).isFile())
      .map((name) => {
        const bytes = readFileSync(join(folder, name));
        return [`/${name}`, { type: TYPES[extname(name)], bytes, gzip: gzipSync(bytes) }];
      }),
  );
}

/** Beside dist/ in a package and in a clone alike. */
function studioFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const places = ["../../../studio/dist", "../../studio/dist"].map((place) => join(here, place));
  const found = places.find((place) => existsSync(join(place, "index.html")));
  if (found === undefined) {
    throw new InputError(
      "Expected the built studio beside the program, but there is none. Build it with npm run studio:build in a clone of the project.",
    );
  }
  return found;
}

/** What the page loads first, and the files that it then asks for. */
export interface StudioSession {
  readonly json: string;
  readonly table: Uint8Array | undefined;
  readonly network: Uint8Array | undefined;
}

/**
 * Serves the page on this machine alone, until the program is ended. A secret in the address keeps the table from other
 * users of the machine.
 *
 * @throws InputError where the port is taken
 */
export async function serveStudio(
  files: ReadonlyMap<string, Served>,
  session: StudioSession,
  port: number,
): Promise<{ address: string; closed: Promise<void> }> {
  const given = new Map<string, Served>([
    ...files,
    ["/session.json", { type: "application/json", bytes: Buffer.from(session.json) }],
    ...(["table", "network"] as const).flatMap((name) => {
      const bytes = session[name];
      return bytes ? [[`/${name}`, { type: "application/octet-stream", bytes }] as const] : [];
    }),
  ]);
  const secret = `/${randomBytes(16).toString("hex")}/`;
  const server = createServer((request, response) => {
    // Another page's script may not read what was handed over here under a name of its own.
    const host = request.headers.host?.replace(/:\d+$/, "");
    if (host !== "127.0.0.1" && host !== "localhost") return refuse(response, 403);
    if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405);
    const path = (request.url ?? "/").replace(/[?#].*$/, "");
    const name = path.startsWith(secret) ? path.slice(secret.length - 1) : undefined;
    const file = name === undefined ? undefined : given.get(name === "/" ? "/index.html" : name);
    if (file === undefined) return refuse(response, 404);
    const packed = takesGzip(request.headers["accept-encoding"]) ? file.gzip : undefined;
    const body = packed ?? file.bytes;
    response.writeHead(200, {
      "content-type": file.type,
      "content-length": body.length,
      ...(packed && { "content-encoding": "gzip" }),
      ...(file.gzip && { vary: "accept-encoding" }),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "content-security-policy": POLICY,
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
    });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  await new Promise<void>((done, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      failed(
        new InputError(
          error.code === "EADDRINUSE"
            ? `Expected a free port, but ${port} is taken. Choose another with --port, or 0 for any.`
            : `Could not serve on port ${port}: ${error.message}. Choose another with --port.`,
        ),
      );
    });
    server.listen(port, "127.0.0.1", done);
  });
  const { port: used } = server.address() as { port: number };
  const closed = new Promise<void>((done) => {
    const stop = () => {
      server.close(() => done());
      server.closeAllConnections();
    };
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
  });
  return { address: `http://127.0.0.1:${used}${secret}?local`, closed };
}

/** Whether a browser takes compressed answers: it names gzip, and not with a weight of 0. */
function takesGzip(header: string | string[] | undefined): boolean {
  return String(header ?? "")
    .split(",")
    .some((coding) => {
      const [name, ...parameters] = coding.split(";").map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith("q="));
      return name === "gzip" && (weight === undefined || Number(weight.slice(2)) > 0);
    });
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(status === 404 ? "Not found.\n" : "Not allowed.\n");
}
