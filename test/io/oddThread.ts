import { type AnyWork, serveWork } from "../../src/io/serveWork.ts";

serveWork({ odd: async () => (await import("./oddWorks.ts")).oddWork as AnyWork });
