import { plainName } from "../openapi/table/pattern.ts";
import type { Route, RouteTable } from "../openapi/table/table.ts";

/** How frameworks write a path parameter, the most frequent spellings first. */
const SPELLINGS: readonly ((name: string) => string)[] = [
  // OpenAPI, Spring, JAX-RS, ASP.NET, FastAPI, chi, Ktor, Laravel
  (name) => `{${name}}`,
  // Express, Fastify, NestJS, Gin, Echo, Fiber, Rails, Phoenix
  (name) => `:${name}`,
  // Flask, Rocket, Django
  (name) => `<${name}>`,
  (name) => `<int:${name}>`,
  (name) => `<str:${name}>`,
  (name) => `<string:${name}>`,
  (name) => `<slug:${name}>`,
  (name) => `<uuid:${name}>`,
  // Starlette, ASP.NET
  (name) => `{${name}:int}`,
  (name) => `{${name}:uuid}`,
  (name) => `{${name}:guid}`,
  // Django's regular expressions, and those that Django REST framework makes
  (name) => `(?P<${name}>[^/.]+)`,
  (name) => `(?P<${name}>[^/]+)`,
  (name) => `(?P<${name}>\\d+)`,
  (name) => `(?P<${name}>[0-9]+)`,
  // Next.js
  (name) => `[${name}]`,
];

/**
 * Returns the paths under which frameworks may report a route: its template in their spellings, with each base path of
 * the table, with and without a slash at the end, and as Django has it, without the first slash. Parameters have the
 * document's names, those in snake case and in camel case, and `id` for the last, as Rails writes it.
 *
 * Sources that see such paths as they are can compare by `anonymousTemplate`, which needs no list of spellings. This
 * list is for sources that have changed the text.
 */
export function templateNames(route: Route, table: RouteTable): string[] {
  const templates = namedTemplates(route.path);
  const paths = table.basePaths.flatMap((base) =>
    templates.flatMap((template) =>
      SPELLINGS.map((spell) => base + spellParameters(template, spell)),
    ),
  );
  return [...new Set(paths.flatMap(withSlashes))];
}

/** Returns a path template with each parameter replaced by what `spell` makes of its name. */
function spellParameters(template: string, spell: (name: string) => string): string {
  return template.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => spell(plainName(name)));
}

function namedTemplates(path: string): string[] {
  const snake = renamed(path, snakeCase);
  return [
    ...new Set([
      path,
      snake,
      renamed(path, camelCase),
      snake.replace(/\{[^{}]+\}(?!.*\{)/, "{id}"),
    ]),
  ];
}

function renamed(path: string, rename: (name: string) => string): string {
  return spellParameters(path, (name) => `{${rename(name)}}`);
}

function snakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toLowerCase();
}

function camelCase(name: string): string {
  return name.replaceAll(/[-_]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function withSlashes(path: string): string[] {
  const bare = path === "/" ? path : path.replace(/\/$/, "");
  if (bare === "/" || bare === "") return ["/"];
  const relative = bare.slice(1);
  return [bare, `${bare}/`, relative, `${relative}/`, `^${relative}/$`, `^${relative}$`];
}
