// Exports only the classes that are used. Otherwise a bundle would contain every Kubernetes API, which makes it seven
// times as large.
export {
  AppsV1Api,
  AuthorizationV1Api,
  CoreV1Api,
  CustomObjectsApi,
  HttpMethod,
  IsomorphicFetchHttpLibrary,
  KubeConfig,
  PortForward,
  RequestContext,
} from "@kubernetes/client-node";
