import { deflateSync, inflateSync, strFromU8, strToU8 } from "fflate";
import { InputError, parseNetwork } from "../../../src/internals.ts";
import { fromBase64, toBase64 } from "../../../src/stored/base64.ts";
import { documentOf, documentToJson, type NetworkDocument } from "../document/document.ts";
import type { Settings } from "../train/settings.ts";

const MARK = "#share=";

/** An address that opens this network with these settings; nothing is sent anywhere. */
export function shareLink(document: NetworkDocument, settings: Settings, page: string): string {
  const text = JSON.stringify({ version: 1, network: documentToJson(document), settings });
  const packed = toBase64(deflateSync(strToU8(text), { level: 9 }));
  return `${page.replace(/#.*$/, "")}${MARK}${packed.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** Whether a link to this page opens on other machines. */
export function opensElsewhere({
  protocol,
  hostname,
}: {
  readonly protocol: string;
  readonly hostname: string;
}): boolean {
  const loopback = hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
  return protocol.startsWith("http") && !loopback;
}

/** @throws InputError for a link that was cut short or changed */
export function readShareLink(
  hash: string,
): { document: NetworkDocument; settings: Partial<Settings> } | undefined {
  if (!hash.startsWith(MARK)) return undefined;
  let content: { version?: unknown; network?: unknown; settings?: Partial<Settings> };
  try {
    const packed = hash.slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/");
    content = JSON.parse(strFromU8(inflateSync(fromBase64(packed))));
  } catch {
    throw new InputError(
      "This link was cut short or changed, so its network cannot be read. Ask for it again.",
    );
  }
  return {
    document: documentOf(parseNetwork(content.network, "the link")),
    settings: content.settings ?? {},
  };
}
