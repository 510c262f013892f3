#version 330
in vec3 position;
in vec3 normal;
in vec2 uv;
uniform mat4 to_clip;
out vec3 facing;
out vec2 spot;
void main() {
    facing = normal;
    spot = uv;
    gl_Position = to_clip * vec4(position, 1.0);
}
