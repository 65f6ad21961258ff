import { type Declarations, type Member, readArguments } from "./readArguments.ts";

const MARKED = /(<!-- (arguments|outputs): (\w+) -->\n)[\s\S]*?(<!-- end of \2 -->)/g;

/**
 * Returns a Markdown text with a table between each pair of marks: `<!-- arguments: MockService -->`,
 * `<!-- outputs: MockService -->` and their ends. Arguments of arguments are listed in the first table that has them.
 */
export function withArgumentTables(markdown: string, root: string): string {
  const declared = readArguments(root);
  const missing = new Set(declared.components.keys());
  const listed = new Map<string, string>();
  const text = markdown.replace(
    MARKED,
    (_, start: string, kind: string, name: string, end: string) => {
      const component = declared.components.get(name);
      if (component === undefined) throw new Error(`there is no component "${name}"`);
      missing.delete(name);
      const table =
        kind === "outputs"
          ? outputsTable(component.members)
          : argumentsTable(name, declared, listed);
      return `${start}\n${table}\n\n${end}`;
    },
  );
  if (missing.size > 0) throw new Error(`no marks for ${[...missing].join(", ")}`);
  return text;
}

function outputsTable(outputs: Member[]): string {
  const rows = outputs.map(({ name, type, meaning }) => {
    const plain = type.replace(/^Output<(.*)>$/, "$1");
    return `| \`${name}\` | \`${plain}\` | ${meaning} |`;
  });
  return ["| output | type | meaning |", "| ------ | ---- | ------- |", ...rows].join("\n");
}

/** @param listed the component in whose table each interface's arguments are, which is added to */
function argumentsTable(
  component: string,
  { interfaces, enumerations }: Declarations,
  listed: Map<string, string>,
): string {
  const rowsOf = (prefix: string, name: string): string[] =>
    (interfaces.get(name)?.members ?? []).flatMap((member) => {
      const part = elementOf(member.type);
      const below = interfaces.has(part) && !listed.has(part);
      const cells = [
        `\`${prefix}${member.name}\``,
        typeCell(member.type, part),
        defaultCell(member, below),
        member.meaning,
        member.example === undefined ? "" : code(member.example),
      ];
      if (below) listed.set(part, component);
      const row = `| ${cells.map(escaped).join(" | ")} |`;
      return [row, ...(below ? rowsOf(`${prefix}${member.name}.`, part) : [])];
    });

  const typeCell = (type: string, part: string): string => {
    const values = enumerations.get(type);
    if (values !== undefined) return values.map(code).join(" or ");
    const other = listed.get(part);
    const where = other === undefined ? "" : ` (see ${linkTo(other, component)})`;
    return code(type.replace(/\bany\b/g, "object")) + where;
  };

  listed.set(`${component}Args`, component);
  return [
    "| argument | type | default | meaning | example |",
    "| -------- | ---- | ------- | ------- | ------- |",
    ...rowsOf("", `${component}Args`),
  ].join("\n");
}

function linkTo(component: string, from: string): string {
  return component === from ? "above" : `[${component}](#${component.toLowerCase()})`;
}

function defaultCell({ required, default: said }: Member, below: boolean): string {
  if (required) return "must be given";
  if (said === undefined) return below ? "" : "none";
  return /^(["[{].*["\]}]|\d+|true|false)$/.test(said) ? code(said) : said;
}

/** `Input<RouteEntryArgs>[]` → `RouteEntryArgs` */
function elementOf(type: string): string {
  return type
    .replace(/^Record<string, (.*)>$/, "$1")
    .replace(/\[\]$/, "")
    .replace(/^Input<(.*)>$/, "$1");
}

function code(text: string): string {
  return `\`${text}\``;
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
