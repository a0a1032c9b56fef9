FROM nginx:1.27.3
COPY nginx.conf /etc/nginx/nginx.conf
