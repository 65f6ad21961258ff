/** Kubernetes' amounts of a container: `{ cpu: "500m", memory: "256Mi" }`. */
export interface Quantities {
  cpu: string;
  memory: string;
}

export interface NodeSelectorTerm {
  key: string;
  operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
  values: string[];
}
