// A request whose headers have been answered: what decode needs to make the result. A plain object,
// so that one that nobody decodes is collected like any other.
export class Sent {
  constructor(operation, response, request, secret, controller, signal, timeout, timeLeft) {
    Object.assign(this, {
      operation,
      response,
      request,
      secret,
      controller,
      signal,
      timeout,
      timeLeft,
    });
  }
}
