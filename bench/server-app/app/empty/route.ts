// A handler that does nothing: no handler of Next has a higher rate.
const answer = () => new Response('ok');

export const GET = answer;
export const POST = answer;
