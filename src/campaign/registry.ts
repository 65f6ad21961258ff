/** Where images are pushed to. `none`: they exist already. */
export type Registry =
  | { kind: "ecr" }
  | { kind: "url"; url: string; username?: string; password?: string }
  | { kind: "none" };
