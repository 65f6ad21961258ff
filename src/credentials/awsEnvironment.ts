import type { AwsSource } from "./awsSource.ts";

export const ofEnvironment: AwsSource = async (env) => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  const from = "the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return `${from} (not set)`;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    from,
  };
};
