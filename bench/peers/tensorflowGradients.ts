import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";

/**
 * Teaches TensorFlow.js its gradients. On Node its core comes as one file without them, and the file that registers
 * them is written for bundlers (imports without endings in a package that is not marked as modules), so it is bundled
 * here, in memory. Both copies share one registry, which the library keeps on the global object.
 */
export async function registerTensorflowGradients(): Promise<void> {
  const core = createRequire(import.meta.url).resolve("@tensorflow/tfjs-core");
  const bundle = await rolldown({
    input: join(dirname(core), "register_all_gradients.js"),
    platform: "browser",
    logLevel: "silent",
    treeshake: false,
  });
  const { output } = await bundle.generate({ format: "esm" });
  await bundle.close();
  await import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString("base64")}`);
}
