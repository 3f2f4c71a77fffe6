/** Swagger UI, for people who try. */
export const swaggerPage = (title: string): string =>
  page(
    title,
    '<link rel="stylesheet" href="/docs/swagger-ui.css" />',
    '<div id="swagger-ui"></div>\n<script src="/docs/swagger-ui-bundle.js"></script>\n<script src="/docs/start.js"></script>',
  );

/** Without a validator of its vendor's. */
export const SWAGGER_START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', validatorUrl: null });\n`;

/** ReDoc, for people who read. */
export const redocPage = (title: string): string =>
  page(
    title,
    '<style>body { margin: 0; }</style>',
    '<redoc spec-url="/openapi.json" required-props-first hide-hostname></redoc>\n<script src="/docs/redoc.standalone.js"></script>',
  );

const page = (title: string, head: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${escaped(title)}</title>
<link rel="icon" href="data:," />
${head}
</head>
<body>
${body}
</body>
</html>
`;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
