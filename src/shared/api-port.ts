/** Where the local API is unless somebody says something else. */
export const DEFAULT_API_PORT = 7420;
