/* The token that the server wants now. The cookie has it also after somebody signed out and in again in another tab, when
   the one in the form is worth nothing any more. */
export function csrfToken(form) {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? form.elements.csrfmiddlewaretoken.value;
}
