// jax-js expects a newer runtime than Node 20: it names Float16Array when it looks at what it was given. Nothing here
// computes in half precision, so a class without instances will do.
const runtime = globalThis as { Float16Array?: unknown };
runtime.Float16Array ??= class Float16Array {};
