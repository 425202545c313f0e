// Answers once the server has started.
export const GET = () => new Response('ok');
