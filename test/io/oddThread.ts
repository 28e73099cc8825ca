import { servingPort } from "../../src/io/servedThread.ts";
import { type AnyWork, serveWork } from "../../src/numeric/threads/serveWork.ts";

serveWork(servingPort(), { odd: async () => (await import("./oddWorks.ts")).oddWork as AnyWork });
