import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";

test("every public name says what it is, every function and class with an example", () => {
  const entries = ["src/index.ts", "src/io/index.ts"];
  const program = ts.createProgram(entries, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: ["node"],
  });
  const checker = program.getTypeChecker();
  const lacking: string[] = [];
  for (const entry of entries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (symbol.getDocumentationComment(checker).length === 0)
        lacking.push(`${exported.name} of ${entry}: a docstring`);
      const isCalled = (symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class)) !== 0;
      if (isCalled && !symbol.getJsDocTags().some(({ name }) => name === "example"))
        lacking.push(`${exported.name} of ${entry}: an example`);
    }
  }
  assert.deepEqual(lacking, []);
});
