// Compiles compute shaders with the Vulkan driver of a GPU that need not be there. Behind the assembly of each, which
// the driver writes to stderr by itself, comes a line of its statistics: "@@@ " and JSON.
//
//   cc compile.c -o compile -lvulkan
//   VK_ICD_FILENAMES=…/radeon_icd.x86_64.json RADV_FORCE_FAMILY=GFX1100 RADV_DEBUG=shaders,nocache ./compile ROBUST < LIST
//
// ROBUST is 0, or 2 for the robust buffer access that Dawn leaves its index clamps out for. Each line of LIST is a file
// of SPIR-V and the kinds of its bindings in order: u for a uniform, s for storage ("a.spv usss"). The entry point has the
// name that Dawn gives it; under a wrong one RADV crashes. On such a device a program may make pipelines, but neither
// buffers nor submissions.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vulkan/vulkan.h>

#define MOST_BINDINGS 32

static void fail(const char *what, VkResult result) {
  fprintf(stderr, "compile: %s: %d\n", what, result);
  exit(1);
}

static void check(const char *what, VkResult result) {
  if (result != VK_SUCCESS) fail(what, result);
}

static VkDevice open_device(int robust) {
  VkApplicationInfo application = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO, .apiVersion = VK_API_VERSION_1_3};
  VkInstanceCreateInfo instance_info = {.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO, .pApplicationInfo = &application};
  VkInstance instance;
  check("vkCreateInstance", vkCreateInstance(&instance_info, NULL, &instance));
  uint32_t count = 1;
  VkPhysicalDevice physical;
  VkResult found = vkEnumeratePhysicalDevices(instance, &count, &physical);
  if (count < 1) fail("no such GPU: are VK_ICD_FILENAMES and RADV_FORCE_FAMILY set?", found);

  VkPhysicalDeviceRobustness2FeaturesEXT robustness = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ROBUSTNESS_2_FEATURES_EXT, .robustBufferAccess2 = robust == 2};
  VkPhysicalDevicePipelineExecutablePropertiesFeaturesKHR properties = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PIPELINE_EXECUTABLE_PROPERTIES_FEATURES_KHR,
      .pNext = &robustness,
      .pipelineExecutableInfo = VK_TRUE};
  // Dawn asks for robust access wherever there is any.
  VkPhysicalDeviceFeatures2 features = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, .pNext = &properties, .features.robustBufferAccess = VK_TRUE};
  const char *extensions[] = {"VK_KHR_pipeline_executable_properties", "VK_EXT_robustness2"};
  float priority = 1;
  VkDeviceQueueCreateInfo queue = {
      .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO, .queueCount = 1, .pQueuePriorities = &priority};
  VkDeviceCreateInfo device_info = {.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
                                    .pNext = &features,
                                    .queueCreateInfoCount = 1,
                                    .pQueueCreateInfos = &queue,
                                    .enabledExtensionCount = 2,
                                    .ppEnabledExtensionNames = extensions};
  VkDevice device;
  check("vkCreateDevice", vkCreateDevice(physical, &device_info, NULL, &device));
  return device;
}

static VkPipelineLayout layout_of(VkDevice device, const char *kinds) {
  VkDescriptorSetLayoutBinding bindings[MOST_BINDINGS];
  uint32_t count = strlen(kinds);
  if (count > MOST_BINDINGS) fail("too many bindings", VK_ERROR_UNKNOWN);
  for (uint32_t at = 0; at < count; at++)
    bindings[at] = (VkDescriptorSetLayoutBinding){
        .binding = at,
        .descriptorType = kinds[at] == 'u' ? VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER : VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
        .descriptorCount = 1,
        .stageFlags = VK_SHADER_STAGE_COMPUTE_BIT};
  VkDescriptorSetLayoutCreateInfo set_info = {.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
                                              .bindingCount = count,
                                              .pBindings = bindings};
  VkDescriptorSetLayout set;
  check("vkCreateDescriptorSetLayout", vkCreateDescriptorSetLayout(device, &set_info, NULL, &set));
  VkPipelineLayoutCreateInfo layout_info = {
      .sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO, .setLayoutCount = 1, .pSetLayouts = &set};
  VkPipelineLayout layout;
  check("vkCreatePipelineLayout", vkCreatePipelineLayout(device, &layout_info, NULL, &layout));
  return layout;
}

static uint32_t *contents(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file) fail(path, VK_ERROR_UNKNOWN);
  fseek(file, 0, SEEK_END);
  *size = ftell(file);
  rewind(file);
  uint32_t *words = malloc(*size);
  if (fread(words, 1, *size, file) != *size) fail(path, VK_ERROR_UNKNOWN);
  fclose(file);
  return words;
}

static VkPipeline compile(VkDevice device, const char *path, const char *kinds) {
  size_t size;
  uint32_t *words = contents(path, &size);
  VkShaderModuleCreateInfo module_info = {
      .sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO, .codeSize = size, .pCode = words};
  VkShaderModule module;
  check(path, vkCreateShaderModule(device, &module_info, NULL, &module));
  VkComputePipelineCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
      .flags = VK_PIPELINE_CREATE_CAPTURE_STATISTICS_BIT_KHR,
      .stage = {.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
                .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                .module = module,
                .pName = "dawn_entry_point"},
      .layout = layout_of(device, kinds)};
  VkPipeline pipeline;
  check(path, vkCreateComputePipelines(device, VK_NULL_HANDLE, 1, &info, NULL, &pipeline));
  free(words);
  return pipeline;
}

static void print_statistics(VkDevice device, VkPipeline pipeline) {
  PFN_vkGetPipelineExecutableStatisticsKHR get =
      (PFN_vkGetPipelineExecutableStatisticsKHR)vkGetDeviceProcAddr(device, "vkGetPipelineExecutableStatisticsKHR");
  VkPipelineExecutableInfoKHR executable = {.sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_INFO_KHR, .pipeline = pipeline};
  uint32_t count = 0;
  check("statistics", get(device, &executable, &count, NULL));
  VkPipelineExecutableStatisticKHR *statistics = calloc(count, sizeof *statistics);
  for (uint32_t at = 0; at < count; at++) statistics[at].sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_STATISTIC_KHR;
  check("statistics", get(device, &executable, &count, statistics));
  fputs("@@@ {", stderr);
  for (uint32_t at = 0; at < count; at++)
    fprintf(stderr, "%s\"%s\":%llu", at ? "," : "", statistics[at].name, (unsigned long long)statistics[at].value.u64);
  fputs("}\n", stderr);
  free(statistics);
}

int main(int count, char **words) {
  if (count != 2) fail("usage: compile ROBUST < LIST", VK_ERROR_UNKNOWN);
  VkDevice device = open_device(atoi(words[1]));
  char path[4096], kinds[MOST_BINDINGS + 1];
  while (scanf("%4095s %32s", path, kinds) == 2) {
    VkPipeline pipeline = compile(device, path, kinds);
    print_statistics(device, pipeline);
    vkDestroyPipeline(device, pipeline, NULL);
  }
  return 0;
}
