// What TypeScript has to know of the kernels, read from their AssemblyScript sources: the signature of every export, so
// that a wrong call does not compile, and the code of every activation, so that a name without a kernel does not either.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const NUMBERS = new Set(["usize", "i32", "u32", "f32", "f64"]);

function statements(file) {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true).statements;
}

const isExported = (node) =>
  node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;

/** @param folder that of the AssemblyScript sources; index.ts holds the exports, activation.ts the codes. */
export function kernelDeclarations(folder) {
  const signatures = statements(join(folder, "index.ts"))
    .filter((node) => ts.isFunctionDeclaration(node) && isExported(node))
    .map((node) => {
      const type = (given) => {
        const name = given.getText();
        if (name === "void") return "void";
        if (!NUMBERS.has(name)) throw new Error(`${node.name.text}: a kernel cannot take or return ${name}`);
        return "number";
      };
      const parameters = node.parameters.map((each) => `${each.name.getText()}: ${type(each.type)}`);
      return `  ${node.name.text}(${parameters.join(", ")}): ${type(node.type)};\n`;
    });
  const codes = statements(join(folder, "activation.ts"))
    .filter((node) => ts.isVariableStatement(node) && isExported(node))
    .flatMap((node) => node.declarationList.declarations)
    .map(({ name, initializer }) => `  ${name.getText().toLowerCase()}: ${initializer.getText()},\n`);
  return (
    `export interface Kernels {\n${signatures.join("")}}\n\n` +
    `export const activationCodes = {\n${codes.join("")}} as const;\n`
  );
}
