import { type RouteStatistics, routeName, type Statistics } from "../statistics.ts";
import { figuresOf } from "./figures.ts";
import { figureText } from "./units.ts";

/** A report for people lists so many routes, those with the most requests. The others are in the run's files. */
const MOST_ROUTES = 100;

/** The end of a longer name is left out there: without a name, a request has its whole URL. */
const MOST_LETTERS = 80;

export const ROUTE_COLUMNS = ["route", "requests", "rate", "failures", "p50", "p95", "p99", "max"];

export interface RouteTable {
  /** One for each route, by its name, and the last for all requests together. Cells as in `ROUTE_COLUMNS`. */
  rows: string[][];
  left: number;
}

/** Returns the figures of all routes as texts. */
export function routeTable({ all, routes }: Statistics, seconds: number): RouteTable {
  const shown = new Set([...routes].sort((a, b) => b.requests - a.requests).slice(0, MOST_ROUTES));
  const listed = routes.filter((route) => shown.has(route));
  return {
    rows: [...listed, all].map((route) => rowOf(route, seconds)),
    left: routes.length - listed.length,
  };
}

function rowOf(route: RouteStatistics, seconds: number): string[] {
  const figures = figuresOf(route, seconds);
  const cells = (["requests", "rate", "failures", "p50", "p95", "p99", "max"] as const).map(
    (name) => {
      const value = figures[name];
      return value === undefined ? "–" : figureText(name, value);
    },
  );
  return [shortened(routeName(route)), ...cells];
}

/** Returns a text that is short enough for a cell of a table. */
export function shortened(name: string): string {
  const letters = [...name];
  return letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS - 1).join("")}…` : name;
}
