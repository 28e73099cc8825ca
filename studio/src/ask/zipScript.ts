import { zipSync } from "fflate";

(globalThis as { sirenStudioZip?: typeof zipSync }).sirenStudioZip = zipSync;
