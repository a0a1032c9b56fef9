FROM nginx:1.18.0
COPY nginx.conf /etc/nginx/nginx.conf
