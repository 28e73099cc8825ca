export * from "./emStart.ts";
export * from "./options.ts";
export * from "./pause.ts";
export * from "./run.ts";
export * from "./schedule.ts";
export * from "./selection.ts";
export * from "./train.ts";
export * from "./trainer.ts";
