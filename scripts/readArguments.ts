import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** An argument or an output of a component, as its TypeScript declaration and its comment say. */
export interface Member {
  name: string;
  /** As it is written, without the prefix of Pulumi's package: `Input<string>`. */
  type: string;
  required: boolean;
  /** The comment without its tags. */
  meaning: string;
  default?: string;
  example?: string;
}

/** Interfaces of arguments, classes of components, and enumerations, by their names. */
export interface Declarations {
  interfaces: Map<string, { meaning: string; members: Member[] }>;
  /** Their outputs. */
  components: Map<string, { meaning: string; members: Member[] }>;
  /** The values, as they are written in a program. */
  enumerations: Map<string, string[]>;
}

/** Reads what the files of `components/` declare. */
export function readArguments(root: string): Declarations {
  const found: Declarations = {
    interfaces: new Map(),
    components: new Map(),
    enumerations: new Map(),
  };
  for (const file of globSync("components/*.ts", { cwd: root }).sort()) {
    const text = readFileSync(join(root, file), "utf8");
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    for (const statement of source.statements) addStatement(statement, found);
  }
  return found;
}

function addStatement(statement: ts.Statement, found: Declarations): void {
  if (ts.isInterfaceDeclaration(statement)) {
    const members = statement.members.filter(ts.isPropertySignature).map(memberOf);
    found.interfaces.set(statement.name.text, { ...commentOf(statement), members });
  }
  if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
    const members = statement.members.filter(ts.isPropertyDeclaration).map(memberOf);
    found.components.set(statement.name.text, { ...commentOf(statement), members });
  }
  if (ts.isVariableStatement(statement)) {
    for (const { name, initializer } of statement.declarationList.declarations) {
      const values = [...(initializer?.getText() ?? "").matchAll(/"[^"]*"/g)].map(String);
      found.enumerations.set(name.getText(), values);
    }
  }
}

function memberOf(node: ts.PropertySignature | ts.PropertyDeclaration): Member {
  return {
    name: node.name.getText(),
    type: (node.type?.getText() ?? "").replaceAll("pulumi.", ""),
    required: node.questionToken === undefined,
    ...commentOf(node),
  };
}

function commentOf(node: ts.Node): { meaning: string; default?: string; example?: string } {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const meaning = textOf(comments.at(-1)?.comment);
  const tags = ts.getJSDocTags(node).map(({ tagName, comment }) => [tagName.text, textOf(comment)]);
  return { meaning, ...Object.fromEntries(tags) };
}

function textOf(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
  return (ts.getTextOfJSDocComment(comment) ?? "").replace(/\s+/g, " ");
}
